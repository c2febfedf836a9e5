def test_x(store): 
    print(store.generation())
