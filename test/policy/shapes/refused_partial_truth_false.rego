# refused: whether this is false or undefined depends on the type of a field
package shapes.refused_partial_truth_false

starts := startswith(input.resource.properties.name, "a")

allow if starts == false
