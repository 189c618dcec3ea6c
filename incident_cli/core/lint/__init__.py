"""The rules behind `incident check`: what in the record wants mending, and the command that mends it. Pure.

`expected` is what a team asks of its record (`config.toml`), `finding` the value that a rule gives, `going_on`, `told`
and `afterwards` the rules about one incident, `servers` those about servers, `rules` all of them in order.
"""
