# refused: it is asked for a key and its value in a collection that depends on the row
package shapes.refused_key_of_row_array

allow if 0, "a" in input.resource.properties.tags
