# refused: whether this is false or undefined depends on the type of a field
package shapes.refused_any_prefix_false

found := strings.any_prefix_match(input.resource.properties.name, ["a", "b"])

allow if found == false
