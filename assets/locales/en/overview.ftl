# What the overview screen says.
