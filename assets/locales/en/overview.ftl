# What the overview screen says.

key-overview-open = go there
key-other-half = between what needs you and how things stand
key-sync = sync
key-sync-person = sync one person
key-schedule = keep syncing
key-schedule-start = begin to sync by itself
key-finder-choose = show what a sync would do

overview-looking = Looking how things stand
overview-untrusted = This reading cannot be trusted: nothing is planned on it.
overview-again = r reads both sides again
overview-not-set-up = Nothing is set up, or the settings cannot be used: Enter leads to the setup
overview-over-limit = A limit is exceeded: a run writes nothing until you decide about it
overview-run-open = Run { $run } of { $by } has not ended: it goes on, or its process died. So far: { $tally }
overview-run-broken = Run { $run } of { $by } was broken off, its process died: { $tally }
overview-resolves = What is not known the next run looks up in Okta, before it plans anything.
overview-access = Left, and still has access
overview-access-then = Left, and kept access in the last run
overview-nobody-left = nobody
overview-more = and { $count } more
overview-below = { $count } more below

overview-waits = Waits for you
overview-waits-then = Waits for you, as of the last run
overview-nothing-waits = nothing
overview-conflicts = conflicts that only you can decide
overview-undecided = accounts of whom nobody knows whose they are
overview-staged = decided, and not written to Okta yet
overview-confirmed = confirmed about links, and not written yet
overview-unresolved = called without an answer; the next run looks first what they came to
overview-refused = refused by Okta for good; not sent again until something changes, or you retry

overview-runs = Runs
overview-last-run = last: { $run }, { $when }, by { $by }
overview-no-run = no run yet: nothing was written to Okta
overview-good-run = last good sync { $when }, { $ago }
overview-good-run-old = LAST GOOD SYNC { $when }, { $ago }: too old
overview-good-run-ahead = LAST GOOD SYNC { $when }: a clock was ahead; it counts as too old
overview-no-good-run = NO GOOD SYNC YET
overview-next-here = next sync { $when }, { $until }, while this is open
overview-next-watch = next { $when }, { $until }: koppel watch of { $by }
overview-next-late = next { $when }, { $until }, later than usual since runs failed: koppel watch of { $by }
overview-next-about = next about { $when }, { $until }, if watch or a timer goes on
overview-next-missed = DUE { $when }, { $ago }: does koppel watch or the timer still run?
overview-next-none = no next run that koppel knows of

overview-people = People
overview-sides = Personio { $employees }, { $inactive } left · Okta { $profiles }, { $deactivated } deactivated
overview-links = { $linked } linked, { $to_link } to link, { $aside } aside
overview-ends = Ending next
overview-no-ends = nobody's end is announced
overview-end = last day { $day }; inactive from { $when }, { $until }
overview-limits = Limits, 24 h
overview-limits-unused = nothing of any limit is used
overview-budget = { $side }'s rate limit: { $left } of { $of } calls left
overview-run-now = a run is under way
overview-changes = Changes in 30 days
overview-most = at most { $count } a day

button-sync = s  Sync…
button-person = o  One person…
button-schedule = t  Keep syncing…
button-schedule-stop = t  Stop syncing by itself
button-schedule-failing = t  Stop syncing by itself (the last run failed)

finder-title = Whose sync?
finder-how = Type a name, an ID, an e-mail, or paste a Personio address.
finder-found = { $count ->
    [one] one person
   *[other] { $count } people
}

schedule-title = Keep syncing while this is open?
schedule-says = The first sync comes { $every } from now, each further one { $every } after the one before. Nobody is asked then.
schedule-plan = As of now: { $plan }.
schedule-watched = koppel watch of { $by } syncs already. One waits for the other; both are not needed.
schedule-limits = Unattended runs stop before their first write where 24 hours would come to more than:
schedule-leaves = What waits for you stays untouched, and so does what you decided and did not write.
schedule-unread = Both sides have to be read first: r reads them.
schedule-review-open = The links have not been reviewed: until that is closed, runs that nobody looks at write nothing.
schedule-on = koppel syncs by itself from now on, for as long as this is open. t ends it.
schedule-off = koppel does not sync by itself any more.
schedule-failed = The sync by itself failed; it is tried again later. The run (0) says why.
schedule-ended = koppel does not sync by itself any more: its run was stopped, or cannot go on.
