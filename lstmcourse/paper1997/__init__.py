"""The 1997 laboratory: the experiments of the LSTM paper, run by the paper's own on-line rule.

protocols       one record per LSTM row of the paper's tables: PROTOCOLS, choose
sequences       the task sequences; draw(row, seed, number) gives one to look at
trial           run_trial(row, seed): training until success or the cap, then the row's test
learner         the same in steps of one's own: train, look at the net, test
engine          the net itself, the gradient of one sequence, conversion to learning.PaperNetwork
counter_random  random numbers as a function of (key, counter)

Importing this package and these modules loads NumPy alone. What draws sequences or trains nets
needs Numba, the extra ``pip install "lstmcourse[paper]"``, and loads it when it is first used; each
kind of net is then compiled once, which takes some seconds, and kept on disk.
"""
