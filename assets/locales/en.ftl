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
key-go-wizard = set up with the wizard
key-wizard-enter = go on
key-next-step = next step
key-previous-step = step before
key-step-back = step before
key-next-field = next field
key-previous-field = field before
key-turn = the next word
key-turn-back = the word before
key-choose = choose
key-tick = tick
key-target = choose the target
key-add-line = add
key-remove-line = remove
key-first-time = first time
key-below = the fields below
key-save = save
key-change-this = change this
key-start = other start
key-start-back = the start before
key-copy-commands = copy the commands
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
key-edit = change
key-add-entry = add an entry to this list
key-remove-entry = remove this entry, or forget this secret
key-weigh = see what it would do

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

## The wizard

step-prepare = Before
step-okta = Okta
step-personio = Personio
step-login = Login
step-attributes = Attributes
step-review = Review
wizard-beginning = Looking what was begun before
wizard-trying-okta = Trying the org
wizard-trying-personio = Trying Personio
wizard-reading = Reading everybody
wizard-saving = Saving
wizard-saved = The settings are saved. Next: koppel links shows who belongs to whom.
pick-nothing = Nothing of that name is here.
button-test = Test the connection
button-to-personio = Next: Personio
button-to-login = Next: how logins are made
button-to-attributes = Next: attributes
button-to-review = Next: review

prepare-welcome = Six steps, about ten minutes. Nothing is written to Okta or Personio by any of them.
prepare-continued = Begun earlier; everything that was answered is still here. Nothing is written to Okta or Personio.
prepare-marketplace = You may create API credentials in Personio
prepare-credentials = You have an Okta administrator who can create an API token
prepare-token = The token's account is a service account of its own, not a person's
prepare-filled = First name, last name and e-mail are filled in Personio
prepare-old = The old Okta integration of Personio's marketplace is switched off
prepare-old-why = Switch the old marketplace integration off first: it writes the same field, and the two would undo each other's work.
prepare-data = Who sees the data: this machine, Personio and Okta. No third party, so no consent for one is needed.
prepare-writes = Space ticks. Nothing depends on it: it is a list for you.

okta-address = Okta org
okta-token = API token
okta-how = The org as you know it: acme, acme.okta.com, or the address of any of its pages. The token: in Okta's admin console under Security, API, Tokens; it is shown once. It may do what the account may that creates it.
okta-rights = Reading needs a read-only administrator; creating, changing and deactivating people needs one who may do that, such as an organisation administrator. Test asks the org and writes nothing.
okta-org = { $host } is an org of Okta's: { $org }
okta-owner = The token belongs to { $name } ({ $login }): koppel never deactivates them.
okta-owner-unknown = Whose token it is may not be read: as long as that is so, nobody is deactivated.
okta-owner-employee = Their account has an employee number: a person may leave, and the token with them. Better is a service account.
right-list = list people
right-former = list deactivated people
right-schema = read the attributes
right-write = write
proof-unproven = not proven until the first write
kept-keyring = Kept in the system's keyring.
kept-session = Kept until koppel ends, since { $why }. Runs need it by variable or file: step 6 shows the commands.
clock-off = This machine's clock is { $minutes } minutes off: set it, else people become active on the wrong day.

personio-address = Personio's API
personio-id = client ID
personio-secret = client secret
personio-how = In Personio under Settings, Integrations, API credentials. Reading employees is enough. Allow the attributes first name, last name, e-mail, hire date, termination date, status and created at, and whatever Okta is to get.
personio-okta-first = Test Okta first (step 2): secrets are kept by the org that they belong to.
personio-nobody = Personio shows nobody: the credentials may read no employee.
personio-people = { $host } answers and knows { $people } employees.
personio-missing = { $count ->
    [one] One attribute that is needed may not be read; y copies a message to HR.
   *[other] { $count } attributes that are needed may not be read; y copies a message to HR.
}
attribute-readable = = readable
attribute-hidden = ! not readable
attribute-never-sent = ! never sent
attribute-sensitive = ? private, not read
attribute-needed = needed
message-to-hr = a message to HR

everybody-reading = Reading everybody of both sides: what you choose is tried on your own people.
everybody-cancelled = Nobody was read. PgUp and PgDn, to the step before and back, read both sides again.
everybody-first = Test Okta (step 2) and Personio (step 3) to see what this makes of your own people. It can be answered without.
login-kind = login
login-generated = made of names
login-copied = an attribute of Personio's, as it is
login-attribute = which one
login-start = starts with
login-separator = then
login-end = ends with
login-domain = at the domain
login-country = billing country
login-initial = first letter of { $attribute }
login-pick = What is the login made of?
login-country-pick = Billing country: it says how umlauts are spelled
login-no-domain = Name the domain to see the logins.
login-counts = { $people } people: { $plain } as they are, { $collisions } taken by another, { $skipped } skipped
login-held = ? { $login } is taken: waits for you
trouble-namesake = namesake
trouble-umlaut = umlaut
trouble-script = other script
trouble-letters = other letters
trouble-hyphen = hyphen
trouble-words = several words
trouble-punctuation = punctuation
trouble-long = long
trouble-short = short

first-send-short = send
first-fill-short = if empty
first-keep-short = keep Okta's
target-pick = Where does { $attribute } go?
target-gone = choose Okta's attribute with Enter
target-taken = has another source already
target-at-most = { $kind } · at most { $most }
target-required = required
source-pick = What is to be sent?
source-gone = Personio shows no attribute of this name
closed-login = given once, never changed
closed-link = holds the Personio ID
closed-read-only = Okta does not let it be written
closed-kind = of a type that koppel does not send
kind-text = text
kind-number = number
kind-yes-no = yes or no
kind-date = date
kind-list = list
line-misfits = { $people } of { $of } do not fit (first: { $employee }): { $why }
line-removed = { $attribute } is not sent any more.
activation-title = New accounts
mails-undecided = not decided
days-wrong = a whole number of days, or nothing: as soon as Personio knows them
zone-pick = The company's time zone: a day begins and ends there
alone = leave alone by
alone-values = whoever has
alone-nobody = nobody
alone-pick = By which attribute are people left alone?

review-missing = Something is not answered yet; e leads there.
review-save-now = Enter saves this.
start-title = Runs start: { $how }   (arrows choose another way)
start-by-hand = by hand
start-systemd = by systemd
start-cron = by cron
start-container = in a container
commands = the commands

## Changing a setting

edit-allowed = Allowed: { $allowed }. Empty: as if it were not set.
edit-entry = One entry more of { $allowed }:
edit-weighing = Reading both sides, to see what the next plan would make of it. Esc goes on without.
edit-reading = Reading both sides
edit-unknown = What the next plan would make of it could not be found out. Enter saves it all the same, Esc leaves it as it is.
edit-cancelled = The reading was cancelled
edit-nothing = The next plan would be the same.
edit-next-plan = What the next plan would become:
edit-over = ! over a limit: { $limit }
edit-count = { $name }: { $before } → { $after }
edit-held = wait for you
edit-skipped = skipped
edit-more = and { $count } more
turn-appears = + new:
turn-vanishes = - gone:
turn-differs = ~ other:
turn-waits = ? waits:
turn-goes = > waits no more:
edit-variable = { $name } says this, and wins over the file: change it there.
edit-broken = The settings file is missing or broken: it is not written over.
edit-never = This cannot be changed.
edit-not-here = This is no setting of the file.
edit-no-list = This is no entry of a list.
edit-saved = Saved.
forget-title = Forget { $name }?
forget-why = It is taken out of the keyring and of this session. Runs that have theirs from there stop working.
forget-done = Forgotten.
forget-nothing = There was none in the keyring.
