# What the assignment prompt says.
