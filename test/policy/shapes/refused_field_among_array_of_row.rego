# refused: one field of the row is looked for in another
package shapes.refused_field_among_array_of_row

allow if input.resource.properties.owner in input.resource.properties.tags
