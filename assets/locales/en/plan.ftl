# What plan and run say, and the page before a write.

write-title = Write this to Okta?
write-nothing = There is nothing to write
write-read-only = This koppel was started with --read-only: nothing is written
