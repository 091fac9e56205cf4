# refused: a field of the row is indexed by something else than a name
package shapes.refused_index_of_row

allow if input.resource.properties.tags[0] == "a"
