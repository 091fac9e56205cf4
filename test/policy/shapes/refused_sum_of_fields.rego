# refused: plus is given something that depends on the row
package shapes.refused_sum_of_fields

allow if input.resource.properties.price + input.resource.properties.level > 3
