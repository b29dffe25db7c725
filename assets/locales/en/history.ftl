# What the history screen says.

key-history-open = open
key-history-other = runs or decisions
key-history-export = export
key-history-write = write the file
key-undo-run = undo this run

history-runs = Runs
history-decisions = Decisions
history-looking = Looking through the journal
history-opening = Looking what was done
history-undoing = Looking what undoing comes to
history-exporting = Writing the file
history-exported = Written: { $path }
history-no-runs = No run yet: nothing was written to Okta.
history-no-decisions = Nothing was decided so far.
history-no-actions = Nothing was to be done.
history-nobody = The journal names nobody like that; Esc drops it.
history-of-run = Run { $name }: { $count ->
    [one] one action
   *[other] { $count } actions
}
history-of-person = { $name }: { $count ->
    [one] one entry
   *[other] { $count } entries
}
history-actions = { $count ->
    [one] one action, run { $run }
   *[other] { $count } actions, run { $run }
}
history-resolves = What is not known the next run looks up in Okta, before it plans anything.
history-search-how = Everybody for whom anything was done, by name, ID or login. Enter shows what was done for them and decided about them, in all runs.
history-file-title = Export for an auditor
history-file-how = As CSV, or as JSON where the name ends in .json. Nobody but you can read it, and no file of yours is overwritten.
history-no-run = This belongs to no run: choose a run first.
history-unread = Both sides have to be read first: r on the overview reads them.
history-undone = It was undone already, by run { $run }; undoing that one takes it back.
history-nothing-to-undo = This run changed nothing in Okta: there is nothing to undo.
history-undo-how = There is no decision of now to undo. What is in Okta already z undoes, run by run, as a plan.
