# refused: a field of the row is indexed by something else than a name
package shapes.refused_row_array_at

allow if input.resource.properties.tags[0] == "a"
