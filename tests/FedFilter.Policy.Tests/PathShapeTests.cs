using CsCheck;

namespace FedFilter.Policy.Tests;

public sealed class PathShapeTests
{
    [Theory]
    [InlineData("/users/alice/statuses/114", "/users/alice/statuses/*")]
    [InlineData("/objects/0b3c9f1e-77aa", "/objects/*")]
    [InlineData("/@bob42", "/@bob42")]
    [InlineData("/api/v1/x", "/api/v1/x")]
    public void ids_are_one_shape(string path, string shape) => Assert.Equal(shape, PathShape.Of(path));

    [Fact]
    public void a_pattern_that_names_no_ids_matches_the_shape_where_it_matches_the_path()
    {
        var segment = Any("users", "alice", "statuses", "114", "abc12345", "a", "");
        var paths = segment.Array[1, 5].Select(segments => "/" + string.Join('/', segments));
        var patterns = Gen.OneOf(segment, Any("*", "**", "a*")).Array[1, 5].Select(segments => "/" + string.Join('/', segments));

        Gen.Select(paths, patterns).Where((_, pattern) => PathShape.Suffices(pattern)).Sample(
            (path, pattern) => Assert.Equal(PathGlob.Parse(pattern).Matches(path), PathGlob.Parse(pattern).Matches(PathShape.Of(path))));
    }

    private static Gen<string> Any(params string[] words) => Gen.Int[0, words.Length - 1].Select(index => words[index]);
}
