package shapes.truth_negated_of_text

allow if not input.resource.properties.status
