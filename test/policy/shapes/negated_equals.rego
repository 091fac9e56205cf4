package shapes.negated_equals

allow if not input.resource.properties.status == "open"
