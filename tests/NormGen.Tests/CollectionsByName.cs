using Xunit.Abstractions;

namespace NormGen.Tests;

/// <summary>Puts test classes in the order of their names: xunit draws another order for each run, and with it what a test without a seed of its own finds in torch's generator.</summary>
public sealed class CollectionsByName : ITestCollectionOrderer
{
    /// <inheritdoc/>
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) => testCollections.OrderBy(c => c.DisplayName, StringComparer.Ordinal);
}
