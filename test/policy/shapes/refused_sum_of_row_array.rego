# refused: sum is given something that depends on the row
package shapes.refused_sum_of_row_array

allow if sum(input.resource.properties.tags) > 1
