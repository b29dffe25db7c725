# Everything that the screens say, in English. Texts are short: a line has 80 columns, and a key's hint a few.

ago-now = just now
ago-minutes = { $count } min ago
ago-hours = { $count } h ago
ago-days = { $count } d ago

## The lines around every screen

header-production = PROD
header-preview = PREVIEW
header-local = SIMULATOR
header-demo = DEMO
header-nothing = no org
header-read-only = read-only
header-last-run = last good run { $moment }, { $ago }
tab-settings = Settings
too-small =
    koppel needs { $width } columns and { $height } rows; here are { $columns } and { $rows }. Make the window larger, or press Ctrl-C twice to leave.
job-of = { $done } of { $total }
job-cancel = Esc cancels
cancelled = Cancelled.
copied = Copied: { $what }.
nothing-to-copy = There is nothing to copy here.
nothing-to-undo = There is nothing to undo.
nothing-to-redo = There is nothing to redo.
mouse-on = The mouse works; selecting text needs Shift in most terminals.
mouse-off = The mouse is the terminal's: it selects text.

## Keys

key-filter = filter
key-copy = copy what is selected
key-undo = undo the last decision
key-redo = redo it
key-palette = palette
key-go-settings = go to the settings
key-mouse = switch the mouse off or on
key-background = colours for a light or a dark background
key-back = one level back
key-leave = leave koppel
key-help = keys
key-interrupt = ask whether to leave
key-suspend = suspend koppel; fg brings it back
key-up = up
key-down = down
key-left = back to the list on the left
key-right = into what is selected
key-page-up = a page up
key-page-down = a page down
key-first = to the first
key-last = to the last
key-next = other pane
key-previous = the pane before
key-close = close
key-do = do it
key-keep-filter = keep the filter
key-drop-filter = drop it
key-yes = yes
key-no = no, back
key-read-again = read again

## What lies over a screen

help-title = Keys
palette-title = What do you want to do?
palette-nothing = Nothing of that name can be done here.
confirm-number = Type { $number } to go on:
failure-title = That did not work
leave-title = Leave koppel?
leave-writing = Something is being written to Okta. The calls in flight are finished, and nothing after them is begun.
leave-nothing-lost = Nothing is under way, and nothing is lost.
filter-nothing = Nothing fits the filter; Esc drops it.

## Settings

settings-reading = Reading the settings
settings-problem = Needs you
settings-connections = Connections
settings-login = Login
settings-attributes = Attributes
settings-activation = Activation
settings-links = Links and drift
settings-limits = Limits
settings-protected = Protected
settings-aside = Set aside
settings-excluded = Excluded
settings-rejected = Rejected
settings-schedule = Schedule
settings-screen = This screen
settings-files = Files

settings-nobody-protected = nobody beyond the API token's owner
settings-nobody-aside = no account is set aside
settings-nobody-excluded = nobody is excluded
settings-nobody-rejected = no suggestion was rejected
settings-nothing-mapped = no attribute is sent

set-okta-url = Okta
set-okta-tier = kind of org
set-okta-share = share of the rate limit
set-okta-link = link attribute
set-personio-url = Personio
set-personio-api = Personio's API
set-login-source = login
set-login-attribute = login from
set-login-start = starts with
set-login-start-take = of that
set-login-separator = then
set-login-end = ends with
set-login-end-take = of that
set-login-domain = domain
set-login-country = billing country
set-activation-hire = activate on hire date
set-activation-mail = Okta mails new people
set-activation-zone = time zone
set-days-before = days before the hire date
set-link-auto = link e-mail pairs itself
set-link-overwrite = replace other numbers
set-update-drift = changed in Okta by hand
set-update-rename = renames
set-max-deactivations = announced deactivations
set-max-unannounced = unannounced ones
set-max-creations = creations
set-max-emptied = emptied values
set-max-changed = changes of one attribute
set-max-relinks = moved links
set-max-email = e-mail changes
set-hold-duplicates = hold likely duplicates
set-sync-every = sync every
set-sync-rehire = who comes back
set-notify = tells this program
set-journal = days of history
set-version = version of the settings

first-send = sent from the first time on
first-fill = the first time only where Okta is empty
first-keep = the first time Okta's value stays
tier-production = PROD: real people sign in here
tier-preview = PREVIEW: Okta's org for trying things out
tier-local = a simulator on this machine
by-settings = by the settings
by-you = by you
secret-from = from { $place }
secret-exposed = from { $place }, which every user of this machine may read: chmod 600 it
origin-line = line { $line }
origin-default = default
not-set = not set
yes = yes
no = no
nothing = nothing

problem-what = what
problem-why = why
problem-do = do
file-settings = settings
file-state = state
file-reading = last reading
file-reading-found = { $employees } employees, { $profiles } profiles, { $links } links

screen-colors = colours
screen-no-colors = none
screen-sixteen = the terminal's sixteen
screen-many = the terminal's own, with finer greys
screen-background = background
screen-dark = dark
screen-light = light
screen-mouse = mouse
screen-signs = signs
screen-ascii = ASCII alone
screen-unicode = Unicode
