package shapes.known_by_truth_of_flag

flagged := input.resource.properties.flag == true

allow if {"a": 1, true: 2}[flagged] == 2

allow if not {false: 2}[flagged]
