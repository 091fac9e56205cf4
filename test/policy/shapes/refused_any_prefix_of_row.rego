# refused: the parts to look for depend on the row
package shapes.refused_any_prefix_of_row

allow if strings.any_prefix_match("u1", [input.resource.properties.name])
