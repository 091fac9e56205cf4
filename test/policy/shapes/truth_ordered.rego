package shapes.truth_ordered

allow if input.resource.properties.flag > false
