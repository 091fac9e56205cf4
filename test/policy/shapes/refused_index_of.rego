# refused: indexof is given something that depends on the row
package shapes.refused_index_of

allow if indexof(input.resource.properties.name, "b") == 1
