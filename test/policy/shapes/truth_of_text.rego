package shapes.truth_of_text

allow if input.resource.properties.status
