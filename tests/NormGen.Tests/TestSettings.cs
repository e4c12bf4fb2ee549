// torch has one generator of random numbers for the process: with tests side by side, or in another order, what one without a seed draws would depend on who drew before.
[assembly: Xunit.CollectionBehavior(DisableTestParallelization = true)]
[assembly: Xunit.TestCollectionOrderer("NormGen.Tests.CollectionsByName", "NormGen.Tests")]
