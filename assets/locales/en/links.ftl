# What the links screen says.
links-key-decide = decide
