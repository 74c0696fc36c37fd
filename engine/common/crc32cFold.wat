;; Folds a message into its last 290 bytes (and up to 15 more) without changing what its CRC-32C, begun at zero, comes to.
;;
;; With the polynomial P of CRC-32C, x^(8·290) + x^(8·136) + x^(8·113) + x^(8·107) + x^(8·32) + 1 is a multiple of P. So a byte may be
;; taken out of the message if it is added (xor) 154, 177, 183, 258 and 290 bytes later. Whole bytes need no shifts, and sixteen
;; go in one step. Each byte is gathered from what stands before it, so that every place is written once: stores that overlap
;; later loads would cost more than the table this stands for.
(module
  ;; [0, 512) zeros, as what stands before the message · [512, 66048) the message · then zeros, as what the rest adds to itself ·
  ;; [66560, 66880) the rest
  (memory (export "memory") 2)

  ;; $to[i] += $at[i - 154] + $at[i - 177] + …, up to $end and the end of the step it is in
  (func $gather (param $at i32) (param $end i32) (param $to i32)
    (loop $next
      (v128.store (local.get $to)
        (v128.xor (v128.load (local.get $to))
          (v128.xor
            (v128.xor
              (v128.load (i32.sub (local.get $at) (i32.const 154)))
              (v128.load (i32.sub (local.get $at) (i32.const 177))))
            (v128.xor
              (v128.load (i32.sub (local.get $at) (i32.const 183)))
              (v128.xor
                (v128.load (i32.sub (local.get $at) (i32.const 258)))
                (v128.load (i32.sub (local.get $at) (i32.const 290))))))))
      (local.set $to (i32.add (local.get $to) (i32.const 16)))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $at) (local.get $end)))))

  ;; For 306 to 65,536 bytes. Gives the length of the rest.
  (func (export "fold") (param $length i32) (result i32)
    (local $end i32)
    (local $cut i32)
    (local $rest i32)
    (local.set $end (i32.add (local.get $length) (i32.const 512)))
    (local.set $cut (i32.add (i32.and (i32.sub (local.get $length) (i32.const 290)) (i32.const -16)) (i32.const 512)))
    (local.set $rest (i32.sub (local.get $end) (local.get $cut)))
    (memory.copy (i32.const 66560) (local.get $cut) (local.get $rest))
    (memory.fill (local.get $cut) (i32.const 0) (i32.const 320))
    (call $gather (i32.const 512) (local.get $cut) (i32.const 512))
    (call $gather (local.get $cut) (local.get $end) (i32.const 66560))
    (local.get $rest)))
