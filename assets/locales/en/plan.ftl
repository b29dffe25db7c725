# What plan and run say, and the page before a write.

## The page before a write

write-title = Write this to Okta?
write-nothing = There is nothing to write
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
