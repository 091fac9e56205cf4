package shapes.double_negation

closed if not input.resource.properties.status == "open"

allow if not closed
