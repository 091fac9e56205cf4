package shapes.negated_truth

allow if not input.resource.properties.flag
