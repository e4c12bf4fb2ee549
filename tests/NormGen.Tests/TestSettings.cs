// torch has one generator of random numbers for the process: with tests side by side, what a seed gives would depend on who else draws.
[assembly: Xunit.CollectionBehavior(DisableTestParallelization = true)]
