# refused: a field of the row is indexed by something else than a name
package shapes.refused_row_of_row

allow if input.resource.properties[input.resource.properties.status] == "a"
