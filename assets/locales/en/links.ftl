# What the links screen says.
