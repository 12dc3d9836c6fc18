# The Makefile's targets for those who type `just`.

default:
    @make help

demo *args:
    make demo {{args}}

test:
    make test

lint:
    make lint

bench:
    make bench

train:
    make train

soak:
    make soak

fuzz seconds="60":
    make fuzz FUZZ_SECONDS={{seconds}}

test-onnx:
    make test-onnx
bench-peers:
    make bench-peers

release:
    make release
batch:
    make batch

test-batch:
    make test-batch

bench-batch:
    make bench-batch
