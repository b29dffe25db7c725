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
