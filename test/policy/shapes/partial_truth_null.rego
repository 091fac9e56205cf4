package shapes.partial_truth_null

starts := startswith(input.resource.properties.name, "a")

allow if not starts == true
