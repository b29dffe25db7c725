-- The words of enums follow the dictionary (`glossary.md`).

UPDATE runs SET ending = 'interrupted' WHERE ending = 'broken_off';

UPDATE actions SET kind = 'create' WHERE kind = 'provision';
UPDATE actions SET outcome = 'outdated' WHERE outcome = 'stale';
UPDATE actions SET held = CASE held
        WHEN 'staged' THEN 'pending'
        WHEN 'later_pair' THEN 'later_match'
        WHEN 'missed_leaver' THEN 'unlinked_leaver'
        WHEN 'follows' THEN 'depends_on_hold'
    END
    WHERE held IN ('staged', 'later_pair', 'missed_leaver', 'follows');
UPDATE refusals SET kind = 'create' WHERE kind = 'provision';

UPDATE decisions SET kind = CASE kind
        WHEN 'remove_link' THEN 'unlink'
        WHEN 'confirm_link' THEN 'confirm'
        WHEN 'set_aside' THEN 'ignore_profile'
        WHEN 'exclude' THEN 'ignore_employee'
    END
    WHERE kind IN ('remove_link', 'confirm_link', 'set_aside', 'exclude');
UPDATE decisions SET detail = replace(detail, '"action":"provision"', '"action":"create"');
UPDATE decisions SET detail = replace(detail, '"hold":"staged"', '"hold":"pending"');
UPDATE decisions SET detail = replace(detail, '"hold":"later_pair"', '"hold":"later_match"');
UPDATE decisions SET detail = replace(detail, '"hold":"missed_leaver"', '"hold":"unlinked_leaver"');
UPDATE decisions SET detail = replace(detail, '"hold":"follows"', '"hold":"depends_on_hold"');

UPDATE in_force SET kind = CASE kind
        WHEN 'remove_link' THEN 'unlink'
        WHEN 'confirm_link' THEN 'confirm'
        WHEN 'set_aside' THEN 'ignore_profile'
        WHEN 'exclude' THEN 'ignore_employee'
    END
    WHERE kind IN ('remove_link', 'confirm_link', 'set_aside', 'exclude');
UPDATE in_force SET topic = CASE topic
        WHEN 'provision' THEN 'create'
        WHEN 'staged' THEN 'pending'
        WHEN 'later_pair' THEN 'later_match'
        WHEN 'missed_leaver' THEN 'unlinked_leaver'
        WHEN 'follows' THEN 'depends_on_hold'
    END
    WHERE topic IN ('provision', 'staged', 'later_pair', 'missed_leaver', 'follows');
