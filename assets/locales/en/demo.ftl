# What the demo says.

key-pass-a-day = demo: the next day begins
day-passed = It is { $day } now. { $start ->
        [0] Nobody starts
        [one] 1 person starts
       *[other] { $start } people start
    }, { $left ->
        [0] nobody has left.
        [one] 1 has left.
       *[other] { $left } have left.
    }
day-must-wait = The next day begins when nothing is being written any more.
trouble-slow-okta = Okta answers after 3 seconds
trouble-tight-limit = Okta's rate limit is tight
trouble-refused-writes = Okta refuses every fifth change
trouble-cut-connections = connections break while something is written
trouble-missing-person = a page of Personio leaves somebody out
trouble-half-the-company = Personio shows half the company
trouble-switch-on = demo trouble: { $trouble }
trouble-switch-off = end of demo trouble: { $trouble }
trouble-is-on = From now on: { $trouble }.
trouble-is-off = Over: { $trouble }.

key-close-hint = close the hint
key-end-hints = no more hints
hint-heading = First look { $number } of { $of }
hint-keys = Esc closes, F2: no more hints
hint-overview = A made-up company, a month after koppel was set up. First stands who left and can still sign in, then what waits for you. Press 2: profiles that nobody was found for.
hint-links = Whose account is it? Enter decides one case after the other; the best candidate stands first, with its reasons. W writes links to Okta. Nobody is created before you close the review.
hint-plan = All that a sync would do, what hurts most first. Five people left and nobody announced it: that is over the limit, so it asks you. Space takes somebody out, W leads to the one page that writes.
hint-run = Each action stands in the journal before its call is made. You can leave: the run goes on. To see a bad day, look for demo trouble in the palette (Ctrl-P) before you write.
hint-history = Who did or decided what, from the old value to the new one, and each run's way back. In the palette (Ctrl-P) the next day begins: people start, people leave, and there is something to do again.
