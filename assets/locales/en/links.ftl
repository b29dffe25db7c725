# What the links screen says.

links-reading = Both sides are being read: everybody in Okta, everybody in Personio.
links-read-again = r reads both sides again.
links-read-only = This session is read-only: nothing is decided in it.
links-looking-ahead = Looking at what a link would do
links-wait = A decision is still being written down; a moment.

## Headings and columns

links-tab-asked = HR asked
links-tab-other = Other numbers
links-tab-new = New
links-tab-all = All
links-head-guess = guess
links-head-state = state
links-head-profile = Okta profile
links-head-login = login
links-head-sign-in = sign-in
links-head-employee = Personio
links-head-place = department
links-head-hired = hired
links-head-email = e-mail
links-head-status = status
links-sort-guess = how sure the candidate is
links-sort-name = name
links-sort-sign-in = last sign-in
links-sort-began = when it began
links-sort-number = Personio ID
links-sorted = Sorted by { $by }.
links-progress = { $decided } of { $total } decided
links-review-open = nobody is created until you close the review
links-review-closed = the review is closed
links-filtered = /{ $filter }: { $count } of { $total }
links-place = { $at } of { $total }
links-marked = { $count } marked
links-last = last: { $says }
links-nobody = Nobody stands here.
links-nobody-undecided = Every profile is decided. W writes the links, C closes the review.

## Where somebody stands

links-being-decided = noted
links-out-of-scope = out of scope
links-conflict-same-email = same e-mail
links-conflict-person = other names
links-conflict-number = number?
links-conflict-foreign = other number
links-conflict-twice = number twice
links-asked = HR asked
links-gone = gone
links-spare = number twice
links-guess-nobody = nobody
links-guess-left = left
links-guess-alike = 2 alike
links-never = never
links-today = today
links-months = { $count } months

## One case

links-heading = { $name }  { $status }, created { $created }
links-okta-side = Okta
links-personio-side = Personio { $id }, { $status }
links-field-email = e-mail
links-field-name = name
links-field-login = login
links-field-began = began
links-created = created { $day }
links-hired = hired { $day }
links-ends = ends { $day }
links-ended = ended { $day }
links-signed-in = signed in { $moment }
links-why = why { $strength }: { $reasons }
links-if-linked = if linked:
links-then = then:
links-asked-says = HR is asked whose account this is. { $note }
links-rejected-says = Not the same person, as somebody decided: no run links or suggests the two. x takes that back.

## Keys

links-key-decide = decide
links-key-mark = mark
links-key-aside = aside…
links-key-strong = all strong…
links-key-write = write…
links-key-reject = not the same person
links-key-remove = remove the link, or the question to HR
links-key-number = let the Personio ID replace this number
links-key-numbers = let it replace all such numbers
links-key-ask = ask HR whose account this is
links-key-read-back = read back what HR filled in
links-key-export = export what is shown
links-key-close = close the review
links-key-sort = sort by something else
links-key-more = all of this case, or the list
links-key-next = next heading
links-key-previous = heading before
links-key-keep = note these

## What is decided

links-did-aside = { $count ->
    [one] { $who } set aside
   *[other] { $count } accounts set aside
}
links-did-exclude = { $count ->
    [one] { $who } excluded
   *[other] { $count } employees excluded
}
links-did-ask = { $count ->
    [one] HR asked about { $who }
   *[other] HR asked about { $count } accounts
}
links-did-reject = { $count ->
    [one] { $who } rejected
   *[other] { $count } pairs rejected
}
links-did-remove = { $count ->
    [one] link of { $who } removed, not yet in Okta
   *[other] { $count } links removed, not yet in Okta
}
links-did-replace = { $count ->
    [one] number of { $who } replaced, not yet in Okta
   *[other] { $count } numbers replaced, not yet in Okta
}
links-did-take-back = { $count ->
    [one] taken back: { $who }
   *[other] { $count } decisions taken back
}
links-did-strong = { $count } strong candidates linked, not yet in Okta
links-did-read-back = { $count } of HR's answers noted, not yet in Okta
links-did-close = review closed
links-reject-title = Not the same person: { $count } pairs?
links-replace-title = Replace { $count } numbers that are no employee's?
links-and-more = … and { $count } more
links-take-back-first = This was taken out by a decision: x takes that back.
links-in-settings = The settings say so: change it there (5).
links-mixed = These are not of one kind: mark profiles or employees, not both.
links-conflict-first = Several are meant here: Enter shows them all, to decide one by one.
links-nothing-to-reject = There is no pair and no candidate to reject here.
links-one-by-one = Links are removed one by one: take the marks off first (Esc).
links-no-link = There is no link to remove here.
links-reject-instead = This pair was found by its e-mail: R says that the two are not the same person.
links-no-foreign = Here is no number that is no employee's.
links-nothing-to-ask = HR is asked about undecided profiles alone.

## Forms and lists

links-aside-title = { $count ->
    [one] Set aside: { $who }
   *[other] Set { $count } accounts aside
}
links-exclude-title = { $count ->
    [one] Exclude: { $who }
   *[other] Exclude { $count } employees
}
links-ask-title = { $count ->
    [one] Ask HR about { $who }
   *[other] Ask HR about { $count } accounts
}
links-form-kind = What it is
links-form-owner = Owner's Personio ID
links-form-note = Note
links-form-question = Question
links-form-file = File
links-form-no-owner = Whose second account is it? The Personio ID of its owner.
links-form-no-note = A few words, so that others know why.
links-form-no-file = Name a file.
links-export-title = { $count ->
    [one] Export 1 line as CSV
   *[other] Export { $count } lines as CSV
}
links-read-back-title = Read back what HR filled in
links-exporting = Writing the file
links-reading-back = Reading the file
links-exported = { $count } written to { $path }
links-nothing-to-export = There is nothing to export here.
links-strong-title = { $count } strong candidates
links-strong-wrong = By their scores, about { $wrong } of them will be wrong; the least sure come first. Enter notes all of them, u takes that back.
links-strong-left-out = Left out: whoever has left or is taken, two who are alike, and whom HR is asked about.
links-none-strong = No undecided profile has a strong candidate.
links-still-looking = Candidates are still looked for: { $count } profiles are left.
links-answers-title = What HR answered
links-answers-fit = { $count } can be linked: Enter notes them.
links-answers-refused = { $count } cannot, for these reasons:
links-answers-known = { $count } say what holds already.
links-answers-open = { $count } without an answer.
links-close-title = Close the review?
links-close-creations = { $count ->
    [0] The next sync creates no profile.
    [one] The next sync creates 1 profile.
   *[other] The next sync creates { $count } profiles.
}
links-close-on-hold = { $count ->
    [0] No joiner is on hold.
    [one] 1 joiner stays on hold:
   *[other] { $count } joiners stay on hold:
}
links-close-reason = - { $reason }: { $count }
links-close-undecided = { $count ->
    [0] Every profile is matched.
    [one] 1 profile is still unmatched.
   *[other] { $count } profiles are still unmatched.
}
links-close-conflicts = { $count ->
    [0] No conflict is left.
    [one] 1 conflict is left; koppel writes nothing for it.
   *[other] { $count } conflicts are left; koppel writes nothing for them.
}
links-close-again = You closed the review before; this one counts from now on.
links-close-says = Closing writes nothing to Okta. Other people on hold stay on hold.
