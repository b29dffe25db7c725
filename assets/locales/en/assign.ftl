# What the assignment prompt says.
prompt-whose-account = WHOSE ACCOUNT IS THIS?
prompt-which-account = WHICH ACCOUNT IS THEIRS?
prompt-progress = decision {$at} of {$of}
prompt-esc = Esc back to the list
prompt-signed-in = signed in {$when}
prompt-never-signed-in = never signed in
prompt-created = created {$day}
prompt-hired = hired {$day}
prompt-ends = ends {$day}
prompt-find = Find:
prompt-find-what = name, e-mail, ID, department, pasted address
prompt-looking = Looking for candidates …
prompt-best-first = Personio, {$count ->
    [one] 1 person
   *[other] {$count} people
} without an account, best first
prompt-accounts-best-first = Okta, accounts that are nobody's, best first
prompt-decided-before = decided already; Enter decides otherwise
prompt-found = {$count ->
    [one] 1 found
   *[other] {$count} found
}
prompt-nobody-found = nobody found
prompt-only-taken = nobody without an account; Ctrl-T shows {$count ->
    [one] 1 who has one
   *[other] {$count} who have one
}
prompt-nobody = Nobody here: service, shared, external …
prompt-nobody-does = set aside with a note
prompt-ask-hr = I do not know yet: ask HR …
prompt-ask-hr-does = on the list for HR
prompt-choose = ↓ chooses, letters search. Nothing is decided by itself, and nothing reaches Okta before W.
prompt-last = last: {$what}
prompt-last-keys = Ctrl-R undoes, Shift-Tab goes back
prompt-why = why {$strength}: {$reasons}
prompt-outlook-later = if linked: looking …
prompt-if-linked = if linked: {$what}
prompt-cannot = cannot be linked: {$why}
prompt-confirms = the number stands there already, and counts as right from now on
prompt-login-stays = login stays {$login}
prompt-linked-already = These two are linked already.
prompt-field-name = name
prompt-field-first-name = first name
prompt-field-last-name = last name
prompt-field-email = e-mail
prompt-field-department = department
prompt-field-position = position
prompt-field-office = office
prompt-field-manager = manager
prompt-field-began = began
prompt-kind-service = service account
prompt-kind-shared = shared mailbox
prompt-kind-room = room or device
prompt-kind-external = external
prompt-kind-second = second account
prompt-kind-other = other
prompt-form-kind = kind
prompt-form-owner = whose
prompt-form-owner-what = their Personio ID, or nothing
prompt-form-note = note
prompt-form-aside-does = koppel writes nothing to it any more. The next one is offered the same kind and note.
prompt-form-hr-does = It stays undecided, and stands on the list that is exported for HR, with this note.
prompt-note-missing = Say in a few words what it is: whoever looks later should know.
prompt-owner-missing = Nobody in Personio has this ID.
prompt-says-hr = HR is asked
prompt-still-looking = Candidates are still being looked for.
prompt-nobody-selected = {$count ->
    [0] Nobody is selected.
    [one] Nobody is selected: ↓ chooses.
   *[other] Nobody is selected: {$count} are listed, ↓ chooses.
}
prompt-one-moment = One moment: what that would do is not known yet.
prompt-selected-is-gone = Whoever was selected is not to be had any more.
prompt-gone = The account is gone from the reading.
prompt-decided-elsewhere = Somebody else decided about it meanwhile.
prompt-read-only = This session is read-only: nothing is decided.
prompt-no-other = No other account is undecided.
prompt-none-before = There is none before it.
prompt-move-title = This moves a link
prompt-return-title = This brings an account back
prompt-key-link = link
prompt-key-choose = choose
prompt-key-skip = skip
prompt-key-two-people = two people
prompt-key-taken = linked too
prompt-key-undo = undo
prompt-key-before = back to the last
prompt-key-back = back to the list
prompt-key-keep = keep
prompt-key-kind = kind
prompt-key-field = next field
prompt-key-not = not this
