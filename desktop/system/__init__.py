"""The rest of the machine: single instance, sleep, data folders, keyring."""
