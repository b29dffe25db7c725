# What plan and run say, and the page before a write.

## The page before a write

plan-filtered = only { $text }
write-title = Write this to Okta?
write-nothing = There is nothing to write
write-outdated = This is not of now any more: both sides are read again first, one moment
write-read-only = This koppel was started with --read-only: nothing is written
write-counts = { $count ->
    [one] One write to { $org }
   *[other] { $count } writes to { $org }
}
write-over-limit = ! OVER A LIMIT: nothing is written while it is exceeded
write-lose-access = ! LOSE EVERY ACCESS { $count }
write-undo = What this reverses is held afterwards, until you let it go.
write-confirms = { $count ->
    [one] One decision of yours about links is confirmed with it.
   *[other] { $count } decisions of yours about links are confirmed with it.
}
write-review-open = { $count ->
    [one] ? One creation waits: the review of the links is still open (screen 2).
   *[other] ? { $count } creations wait: the review of the links is still open (screen 2).
}
write-over-limit-waits = { $count ->
    [one] ? One over a limit is left out, and waits for you.
   *[other] ? { $count } over a limit are left out, and wait for you.
}
write-waits = { $count ->
    [one] One waits for you, and stays untouched.
   *[other] { $count } wait for you, and stay untouched.
}
write-plain = Enter writes to { $org }. Esc goes back, and nothing is written.
write-number = { $count ->
    [one] One person loses every access. Type 1, then Enter writes; Esc goes back.
   *[other] { $count } people lose every access. Type their number, then Enter writes; Esc goes back.
}
write-over-choice = Enter alone goes on without those over a limit; they wait for you. Typing { $count } goes on with { $what }. Esc stops.
write-over-all = Without those over a limit nothing is left. Typing { $count } goes on with { $what }. Esc stops.
write-all-deactivations = everybody who is deactivated
write-all-creations = everybody who is created
write-all-updates = all updates
write-all-relinks = all links that are moved, removed or overwritten
write-mistyped = not that number
key-write-now = write, as said

## The plan

plan-key-mark = in or out
plan-key-look = look
plan-key-hold = hold…
plan-key-write = write…
plan-key-explain = explain
plan-key-export = export…
plan-key-write-file = write the file
plan-key-only-now = out of this run alone, or in again
plan-key-none = everything out of this run
plan-key-all = everything into this run
plan-key-one-person = this person alone, or everybody again
plan-key-read-again = read both sides again
plan-key-close-group = close
plan-key-open-group = open
plan-key-close = close
plan-key-choose = do this
plan-key-hold-now = hold
plan-key-next-field = next field
plan-key-previous-field = field before

plan-writes = { $writes ->
    [0] nothing to write
    [one] one write
   *[other] { $writes } writes for { $people ->
        [one] one person
       *[other] { $people } people
    }
}
plan-wait = { $count ->
    [one] one waits for you
   *[other] { $count } wait for you
}
plan-skip = { $count } skipped
plan-out-count = { $count } out of this run
plan-undo-of = UNDO OF RUN { $run }
plan-of-one = ONE PERSON
plan-limits = limits, 24 h:
plan-reading = Both sides are being read. Nothing is written by that.
plan-read-again = r reads both sides again.
plan-nothing = Both sides are in step: there is nothing to do.
plan-filter-nothing = Nothing fits the filter; Esc drops it.

plan-look-first = look first
plan-look-first-says = about the whole plan
plan-access = left, still has access
plan-access-says = can still sign in
plan-waits = waits for you
plan-waits-says = stays untouched, in every run, until you decide
plan-needs-you = needs you
plan-needs-you-says = nothing is done about it by itself
plan-left = stays
plan-left-says = what this undo does not bring back, or not wholly
plan-skipped-says = nothing is done for them in this run
plan-remarks = remarks
plan-remarks-says = change nothing

plan-single-changes = , { $count } single changes
plan-signed-in = signed in { $moment }
plan-never-signed-in = never signed in
plan-inactive-since = left { $day }
plan-starts = starts { $day }
plan-active-at-once = active at once
plan-staged = waits STAGED
plan-and-more = and { $count } more
plan-fold-title = { $people }, as one
plan-copied = name, ID and login
plan-access-rule = Who has left, or is gone, and can still sign in (rule D5).
plan-out-now = Out of this run alone; the next one plans it again.
plan-deactivate-says = { $status } → DEPROVISIONED. Every access ends at once. Sends no mail.
plan-deactivate-undo = Comes back with undo: account, groups. Does not: app access given by hand, data that apps delete.
plan-also-theirs = ! also theirs: { $login } is NOT deactivated
plan-mails = Okta sends a mail.
plan-mails-later = Okta sends a mail when the account becomes active.
plan-mails-not = Okta sends no mail.

plan-way-release = Enter lets it go, and says before what then happens.
plan-way-take-back = Held by a person. Enter lets it go.
plan-way-review = Close the review on the links screen (2); it names everybody who is created then.
plan-way-links = W on the links screen (2) writes what you decided about links.
plan-way-settings = The settings (5), or Personio and Okta themselves, have to change for that.
plan-way-others = It goes with what it waits for: decide that, and this follows.
plan-way-clock = Set this machine's clock right, and read again.

plan-effect-unlink = Empty the number of { $login }; the account stays as it is.
plan-effect-deactivate = Deactivate { $login }: { $name } loses every access at once.
plan-effect-reactivate = Bring { $login } back: { $name } can sign in again.
plan-effect-link = Link { $login } to { $name }: { $id } is written into Okta.
plan-effect-update = Send { $changes } to { $login }; the login stays.
plan-effect-provision = Create { $login } for { $name } ({ $id }).
plan-effect-activate = Activate { $login }: { $name } can sign in from now on.
plan-two-people = Two people. { $effect }
plan-one-person = One person: { $login } is theirs. Link it to { $name } ({ $id }); written with the links (screen 2).
plan-keep-and-move = One person: keep { $login } and move its link to { $id }; written with the links (screen 2).
plan-release-all = Yes, do it for all { $people }; the page before the write counts them again.
plan-let-all-go = Let all { $people } go; the next write has them.

plan-says-held = { $who } waits from now on
plan-says-let-go = { $who } waits no more
plan-says-released = { $who } was let go
plan-taken-out-note = taken out of the plan
plan-hold-title = Hold
plan-hold-says = Stays untouched in every run, by whomever it is started, until somebody lets it go. A day is a reminder and ends nothing.
plan-note = why
plan-until = look again on
plan-until-wrong = a day such as 2026-12-01, or nothing
plan-nothing-to-take = Here is nothing to take out or in.
plan-nobody-to-hold = This waits already, or is about no employee: o takes it out of this run.
plan-undo-no-hold = Of an undo something is taken out for this run alone: Space.
plan-one-reason = These wait for different reasons: open the group and decide them one by one.
plan-still-deciding = Your decision is being written down; W in a moment.
plan-one-person-first = Choose a person first.
plan-explaining = Looking why
plan-exporting = Writing the file
plan-exported = The plan is in { $path }.
plan-file-title = The plan as CSV
plan-file = file
plan-explained = Step by step

hold-review-open = review open
hold-duplicate = duplicate?
hold-hired-before = hired before
hold-second-record = 2nd record
hold-login-taken = login taken
hold-staged = not written
hold-later-pair = later pair
hold-link-changed = link changed
hold-missed-leaver = left before
hold-rehire = return
hold-rename = rename
hold-protected = protected
hold-no-owner = token owner?
hold-clock = clock is off
hold-by-person = held
hold-undone = undone
hold-staged-by-others = staged
hold-locked = locked
hold-follows = goes along
hold-over-limit = over limit

limit-announced = announced leavers
limit-unannounced = deactivate
limit-department = of
limit-creations = create
limit-emptied = clear
limit-changed = change
limit-relinks = move links
limit-email = change e-mail
limit-of = of { $count }
limit-over = OVER
limit-waived = let pass

## A run

run-key-retry = try again what failed…
run-none = Nothing has been run since koppel was opened. W on the plan (3) or on the links (2) leads to a write.
run-resolving = Looking up { $count } actions of an earlier run first: nobody knows yet what became of them.
run-reading = Reading both sides once more: Okta { $okta }, Personio { $personio }
run-rate = { $rate }/s, about { $left } left
run-waits = { $side }'s rate limit: pause of { $seconds } s, until { $time }
run-budget = { $side }'s rate limit: { $left } of { $of } calls left
run-log = The latest first. Leaving stops nothing; Ctrl-C asks to stop
run-action = action { $number }
run-access = ! LEFT, STILL HAS ACCESS { $count }
run-unknown = ! NOT CERTAIN { $count }: nobody knows whether Okta did it; the next run looks before it plans
run-failed = ! FAILED { $count }, in Okta's words
run-stale = ? LEFT ALONE { $count }: something changed since the plan was made
run-not-reached = ? NOT REACHED { $count }: the run ended before it was their turn
run-request = request { $id }
run-done = DONE
run-copied = the report
run-nothing-to-retry = Nothing failed that could be tried again.
run-still-reading = Both sides are being read again; r in a moment.
run-not-planned = Nothing of it is planned any more: both sides are as they should be, or it waits for you.
run-says-retry = { $count } to be tried again
