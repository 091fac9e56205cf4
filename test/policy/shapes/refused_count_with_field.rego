# refused: a count is compared with what is not known
package shapes.refused_count_with_field

p contains "a" if input.resource.properties.flag

allow if count(p) == input.resource.properties.price
