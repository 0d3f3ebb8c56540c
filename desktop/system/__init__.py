"""The rest of the machine: data folders, the system's keyring, one writer per case, staying awake, a local log."""
