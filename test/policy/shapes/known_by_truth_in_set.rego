package shapes.known_by_truth_in_set

flagged := input.resource.properties.flag == true

allow if {true, "a"}[flagged]
