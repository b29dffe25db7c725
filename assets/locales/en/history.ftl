# What the history screen says.
