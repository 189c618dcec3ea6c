"""What a command may do now -> the events to append, or a refusal. Pure: `now` is a parameter.

A module for each thing that is decided on. Every function takes what the record says (values) and what was typed
(understood), and returns events without their stamp; an empty list means that there is nothing to do.
Refusals are `Refused` (a rule), `Usage`, `NotFound` and `Conflict`.
"""
