# What the assignment prompt says.
prompt-whose-account = WHOSE ACCOUNT IS THIS?
prompt-which-account = WHICH ACCOUNT IS THEIRS?
prompt-key-back = back to the list
