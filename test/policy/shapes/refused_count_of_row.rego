# refused: it is counted what depends on the row
package shapes.refused_count_of_row

allow if count(input.resource.properties.tags) > 1
