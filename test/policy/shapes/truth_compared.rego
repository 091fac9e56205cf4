package shapes.truth_compared

open := input.resource.properties.status == "open"

allow if open == data.flags.strict
