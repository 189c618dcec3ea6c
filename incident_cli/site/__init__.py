"""The static status page: values that the store gave become files, and files become a folder."""
