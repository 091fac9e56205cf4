package shapes.default_true_negated

default denied := false

denied if input.resource.properties.status == "x"

default allow := true

allow := false if denied
